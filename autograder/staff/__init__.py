"""What course staff run: proofs that a bank is fair, files to hand out, files to upload."""
