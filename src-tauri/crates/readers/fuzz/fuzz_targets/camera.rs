#![no_main]

use readers::fuzzing::Target;

libfuzzer_sys::fuzz_target!(|data: &[u8]| Target::Camera.run(data));
