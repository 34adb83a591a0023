// Hands the sweeps to the live chart, and asks the server for the rest of the page once a new figure has been painted,
// and again for the sweeps that were not ready in time.
// Kept in step with live_chart.py.
export default function ({ data, parentElement, setTriggerValue }) {
  const host = parentElement.host ?? parentElement
  const look = () => {
    const plot = document.querySelector(`.st-key-${data.chart} .live-chart`)
    const painted = plot?.dataset.painted
    if (!painted) return
    if (plot.live) Object.assign(plot.live.sweeps, data.sweeps)
    if (painted !== data.version && painted !== host.asked) {
      host.asked = painted
      setTriggerValue('painted', painted)
    } else if (painted === data.version && data.waiting && data.waiting !== host.waited) {
      host.waited = data.waiting
      setTriggerValue('waiting', data.waiting)
    }
  }
  host.stop?.()
  document.addEventListener('live-chart-painted', look)
  host.stop = () => document.removeEventListener('live-chart-painted', look)
  look()
  return host.stop
}
