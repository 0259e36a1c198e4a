"""The measurements that the README quotes; no part of the wheel."""
