mod form;
mod italy;
mod order;
mod path;
mod price;
mod saga;
mod world;
