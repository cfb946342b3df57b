"""From replies to rows: an answer is asked at every trial, judged, and its mistake named."""
