mod form;
mod order;
mod path;
mod world;
