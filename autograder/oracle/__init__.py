"""What an answer should be: inputs drawn, the derivative taken, kept between runs, and compared with an answer."""
