"""Jobs: what is due is found by one dispatcher and run by an executor: threads of this process, or workers anywhere."""
