"""Records of systems, most of them normal: readings of a space shuttle, and features of web sites."""
