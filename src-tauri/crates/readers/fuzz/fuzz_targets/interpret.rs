#![no_main]

use readers::fuzzing::Target;

libfuzzer_sys::fuzz_target!(|data: &[u8]| Target::Interpret.run(data));
