// While something is drawn on a pad, asks what the figure is with what is drawn so far, and paints it: one question at a
// time, of those that come meanwhile the last; the server answers the next while this one is painted. Its own figure,
// painted on release, is the truth: it has another token.
const askAhead = (pad, given, text) => {
  pad.wanted = text
  if (!pad.asking) ask(pad, given)
}
const ask = async (pad, given) => {
  pad.asking = Boolean(pad.wanted)
  if (!pad.asking) return
  const plot = document.querySelector(`.st-key-${given.chart} .live-chart`)
  const [asked, token] = [pad.wanted, plot?.live?.token]
  pad.wanted = ''
  const query = new URLSearchParams({ field: given.follows, text: asked })
  const answer = token && await fetch(`/live/${token}/drawn?${query}`).catch(() => null)
  const figure = answer?.status === 200 && await answer.json().catch(() => null)
  ask(pad, given)
  if (!figure || plot.live.token !== token) return
  await paint(plot, figure)
  plot.setAttribute('aria-label', figure.layout.meta.alt)
  plot.dataset.drawn = asked
}
