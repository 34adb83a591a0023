// While something is drawn on a pad, asks what the figure is with what is drawn so far, and paints it: one question at a time, of those
// that come meanwhile the last. The server's own figure, painted on release, is the truth: it has another token.
const askAhead = async (pad, { follows, chart }, text) => {
  pad.wanted = text
  if (pad.asking) return
  pad.asking = true
  while (pad.wanted) {
    const plot = document.querySelector(`.st-key-${chart} .live-chart`)
    const [asked, token] = [pad.wanted, plot?.live?.token]
    pad.wanted = ''
    const answer = token && await fetch(`/live/${token}/drawn?${new URLSearchParams({ field: follows, text: asked })}`).catch(() => null)
    const figure = answer?.status === 200 && await answer.json().catch(() => null)
    if (!figure || plot.live.token !== token) continue
    await paint(plot, figure)
    plot.setAttribute('aria-label', figure.layout.meta.alt)
    plot.dataset.drawn = asked
  }
  pad.asking = false
}
