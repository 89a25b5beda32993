"""Charts: pure functions that return Vega-Lite specs or SVG. No Streamlit here."""
