//! One member after the other.
