#![no_main]

use readers::Framing;
use readers::fuzzing::Target;

libfuzzer_sys::fuzz_target!(|data: &[u8]| Target::Family(Framing::Codatex).run(data));
