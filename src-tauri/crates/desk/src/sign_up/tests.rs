mod form;
mod order;
mod path;
mod price;
mod saga;
mod terms;
mod vouchers;
mod world;
