"""The measurements, one module each: `measure(bench)` answers a `Finding`."""
