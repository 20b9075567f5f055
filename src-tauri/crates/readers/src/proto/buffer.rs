/// Bytes up to a limit; what comes after that is counted as lost, not kept.
#[derive(Debug)]
pub(crate) struct Buffer<const MAX: usize> {
    bytes: [u8; MAX],
    len: usize,
    overflowed: bool,
}

impl<const MAX: usize> Default for Buffer<MAX> {
    fn default() -> Self {
        Self { bytes: [0; MAX], len: 0, overflowed: false }
    }
}

impl<const MAX: usize> Buffer<MAX> {
    /// Keeps the byte. False the first time one did not fit.
    pub(crate) fn push(&mut self, byte: u8) -> bool {
        let fits_or_known = match self.bytes.get_mut(self.len) {
            Some(place) => {
                *place = byte;
                self.len += 1;
                true
            }
            None => self.overflowed,
        };
        self.overflowed |= !fits_or_known;
        fits_or_known
    }

    pub(crate) fn clear(&mut self) {
        self.len = 0;
        self.overflowed = false;
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub(crate) const fn overflowed(&self) -> bool {
        self.overflowed
    }

    pub(crate) fn as_slice(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}
