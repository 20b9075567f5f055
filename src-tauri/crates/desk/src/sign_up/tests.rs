mod form;
mod order;
mod path;
mod saga;
mod terms;
mod world;
