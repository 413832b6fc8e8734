"""The base page, its components, styles and scripts; it knows no business."""
