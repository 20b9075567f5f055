mod form;
mod order;
mod path;
mod price;
mod saga;
mod vouchers;
mod world;
