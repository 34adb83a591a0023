// A plotly figure that follows the hand: while a native slider moves, it is repainted from values sent along with it.
// Kept in step with live_chart.py. The server's own figure, painted on release, is always the truth.

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const plot = parentElement.querySelector('.live-chart')
  if (data.plain) {
    plot.style.display = 'none'
    plot.dataset.painted = data.version
    return
  }
  const figure = JSON.parse(data.figure)
  plot.style.height = data.height
  plot.setAttribute('role', 'img')
  plot.setAttribute('aria-label', data.alt)
  const { sliders, token, finds } = data
  plot.live = Object.assign(plot.live ?? { sweeps: {}, painted: 0 }, { figure, height: data.height, sliders, token, finds, shows: stops(sliders) })

  if (document.hidden) tell(plot, token) // a hidden window never paints
  loadPlotly(data.plotly)
    .then(() => paint(plot, figure))
    .then(() => fill(plot, plot.live)) // where its place has another height than the last one's
    .then(() => {
      plot.live.painted += 1
      if (data.pick) pickPoints(plot, (point) => setStateValue('point', point), data.lenses)
      else plot.onclick = plot.style.cursor = null
      if (data.draw) drawLines(plot, (line) => setStateValue('line', line))
      plot.dataset.painted = data.version
      if (sliders) ask(plot, data).then(() => useLenses(plot, data))
    })
    .catch(() => {
      if (!sliders) return // two charts that say so at once would both go unheard
      tell(plot, token)
      setTriggerValue('failed', true)
    })

  plot.resized ??= new ResizeObserver(() => fill(plot, plot.live))
  plot.resized.observe(plot)
  plot.stopFollowing?.()
  plot.stopFollowing = follow(plot, sliders ?? {})
  return () => { plot.stopFollowing(); if (window.Plotly) window.Plotly.purge(plot) }
}

// Has a figure fill its place again when that has grown or shrunk: Plotly itself only heeds the window. So it does where the
// lecture's larger stage comes a moment after the figure.
const fill = (plot, live) => {
  const { width, height } = plot._fullLayout ?? {}
  if (!width || !plot.clientWidth) return
  if (plot.narrow !== Boolean(plot.clientWidth < NARROW && live.figure.layout.meta?.narrow)) {
    plot.style.height = live.height
    return paint(plot, live.figure)
  }
  if (Math.abs(plot.clientWidth - width) + Math.abs(plot.clientHeight - height) > 1) return window.Plotly.Plots.resize(plot)
}

// Lets a line be drawn in the first axes with mouse, pen or finger; reports its points when it is finished.
const SVG = 'http://www.w3.org/2000/svg'
const drawLines = (plot, report) => {
  const ink = plot.ink ??= plot.parentElement.appendChild(document.createElementNS(SVG, 'svg'))
  const path = ink.firstChild ?? ink.appendChild(document.createElementNS(SVG, 'polyline'))
  ink.setAttribute('class', 'ink')
  plot.style.cursor = 'crosshair'
  plot.style.touchAction = 'none'
  let line = null
  const pixels = []
  const add = (event) => {
    const found = shareOf(plot, event, [['x', 'y']])
    if (!found) return
    const { xaxis, yaxis } = plot._fullLayout
    line.push([xaxis, yaxis].map(({ range: [low, high] }, i) => low + found.share[i] * (high - low)))
    const box = plot.getBoundingClientRect()
    pixels.push(`${event.clientX - box.left},${event.clientY - box.top}`)
    path.setAttribute('points', pixels.join(' '))
  }
  plot.onpointerdown = (event) => {
    line = []
    plot.setPointerCapture(event.pointerId)
    add(event)
  }
  plot.onpointermove = (event) => line && add(event)
  plot.onpointerup = plot.onpointercancel = () => {
    if (line?.length) report(line)
    line = null
    pixels.length = 0
    path.setAttribute('points', '')
  }
}
