"""What a learning management system hands over, a zip file or a folder -> submitted/<student>/<assignment>/."""
