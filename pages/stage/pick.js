// Reports where in the axes a click fell: in the first, or in those of any lens, at the same share of the first.
const pickPoints = (plot, report, lenses) => {
  plot.style.cursor = 'crosshair'
  plot.onclick = (event) => {
    const found = shareOf(plot, event, lenses?.length ? lenses.map(({ axes }) => axes) : [['x', 'y']])
    const { xaxis, yaxis } = plot._fullLayout
    if (found) report([xaxis, yaxis].map(({ range: [low, high] }, i) => low + found.share[i] * (high - low)))
  }
}
