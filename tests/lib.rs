//! Tests of Cableway through the built binary.
