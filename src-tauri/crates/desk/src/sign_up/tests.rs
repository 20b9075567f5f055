mod form;
mod order;
mod path;
mod saga;
mod vouchers;
mod world;
