#![no_main]

use readers::Framing;
use readers::fuzzing::Target;

libfuzzer_sys::fuzz_target!(|data: &[u8]| Target::Family(Framing::Rdm6300).run(data));
