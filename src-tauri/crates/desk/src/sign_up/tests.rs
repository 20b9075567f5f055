mod form;
mod order;
mod path;
mod saga;
mod vouchers;
mod ways;
mod world;
