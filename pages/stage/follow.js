// A figure follows a native slider in the hand: it is repainted from values that the server sends ahead, the sweep of the
// slider. Of a model in training it does so while the run rests.

// Tells the server that its figure is on screen; then, unless the next comes at once, fetches the sweep of the slider in
// use, or of the first, and has workers find what lies one stop to either side.
const ask = async (plot, { token, sliders }) => {
  const { live } = plot
  clearTimeout(live.soon)
  await tell(plot, token)
  live.soon = setTimeout(async () => {
    const used = Object.keys(sliders).find((name) => name === live.at?.key)
    await fetchSweep(plot, used ?? Object.keys(sliders)[0], !used)
    for (const stop of live.finds && used ? [sliders[used].stop + 1, sliders[used].stop - 1] : []) {
      if (live.token === token && stop >= 0 && stop <= stopOf(input(used), 'max')) await found(token, used, stop)
    }
  }, 100)
}
const tell = async ({ live }, token) => {
  if (!token || live.told === token) return
  live.told = token
  await fetch(`/live/${token}/painted`, { method: 'POST' }).catch(() => {})
}
const found = (token, key, stop) => fetch(`/live/${token}/found?slider=${key}&stop=${stop}`).catch(() => null)

// Fetches the sweep of a slider that a hand comes near: first one of a few stops, which follows at once, then the whole.
// Where a hand comes near another, the server gives this one up. Of the first slider, while no hand is near any, the few
// stops are fetched, unasked.
const fetchSweep = async (plot, key, unasked = false) => {
  const { live } = plot
  const { token } = live
  const here = () => live.sweeps[key]?.signature === live.sliders?.[key]?.signature ? live.sweeps[key] : null
  const mine = unasked ? token : `${token} ${key}`
  if (live.playing || !live.sliders?.[key] || live.fetching === mine || here()?.whole) return
  if (unasked && (here() || live.fetching?.startsWith(token))) return
  live.fetching = mine
  while (live.fetching === mine && live.token === token && !here()?.whole) {
    const quick = here() ? '' : '&quick'
    const answer = await fetch(`/live/${token}/sweeps?${unasked ? 'quick' : `slider=${key}${quick}`}`).catch(() => null)
    if (answer?.status === 503 && !unasked) {
      await new Promise((again) => setTimeout(again, 1000))
      continue
    }
    if (answer?.status !== 200) break
    const sweep = (await answer.json())[key]
    if (sweep.signature !== live.sliders[key]?.signature) break // the server has gone on
    if (!unasked || (sweep.count && !here())) live.sweeps[key] = { ...sweep, whole: !quick || sweep.stride === 1 }
    if (unasked) break
  }
  if (live.fetching === mine) live.fetching = null
}

const input = (key) => document.querySelector(`.st-key-${key} input[type=range]`)
const stopOf = (element, place) => Math.round((element?.[place] - element?.min) / (element?.step || 1))
const stops = (sliders) => Object.fromEntries(Object.entries(sliders ?? {}).map(([key, { stop }]) => [key, stop]))

// Asks what workers find where a slider rests, and paints it, unless the hand or the server has gone on meanwhile.
// One question at a time: of those that come while it is asked, the last one counts.
const find = async (plot) => {
  const { live } = plot
  if (live.finding) return
  live.finding = true
  while (live.at.rests && live.at.asked !== live.token) { // once of every figure of the server
    const [{ token }, place] = [live, live.at]
    place.asked = token
    const answer = await found(token, place.key, place.stop)
    const figure = answer?.status === 200 && await answer.json().catch(() => null) // the connection may be lost half-way
    place.awaited = false
    if (!figure || live.token !== token || live.at !== place) continue
    live.shows[place.key] = place.stop
    await paint(plot, figure)
    plot.setAttribute('aria-label', figure.layout.meta.alt)
    plot.dataset.found = place.stop
  }
  live.finding = false
}

// The figure at a stop, kept for a hand that goes back and forth, as long as the server's own figure is the same.
const kept = (truth, sweep, stop) => {
  if (sweep.truth !== truth) Object.assign(sweep, { truth, frames: new Map() })
  if (!sweep.frames.has(stop)) sweep.frames.set(stop, frame(truth, sweep, stop))
  return sweep.frames.get(stop)
}

// Watches the slider that has the pointer or the focus, once a frame, and paints where it stands.
const REST = 80 // milliseconds without a move after which a slider rests, though it is held
const AWAITED = 250 // milliseconds that a sweep's figure waits for what workers find, where the slider has just come to rest
const follow = (plot, sliders) => {
  let held = null
  let pressed = false
  const look = () => {
    const element = held && input(held)
    if (!element) return
    const { live } = plot
    const { sweeps, shows, figure: truth } = live
    const sweep = sweeps[held]
    const stop = stopOf(element, 'value')
    const now = performance.now()
    if (live.at?.key !== held) live.at = { key: held, stop, since: -Infinity }
    if (live.at.stop !== stop) {
      const alone = !pressed && now - live.at.since > AWAITED // a single key
      live.at = { key: held, stop, since: now, awaited: alone && live.finds }
    }
    live.at.rests = !pressed || now - live.at.since > REST
    if (live.finds && live.at.rests && stop !== sliders[held].stop) find(plot)
    if (live.at.awaited && now - live.at.since < AWAITED) return requestAnimationFrame(look)
    if (sweep?.count && !live.playing && stop !== shows[held] && sweep.signature === sliders[held].signature) {
      shows[held] = stop
      const figure = stop === sliders[held].stop ? truth : kept(truth, sweep, stop)
      paint(plot, figure)
      plot.live.painted += 1
      plot.dataset.stop = stop
    }
    plot.classList.toggle('waits', stop !== shows[held] && stop !== sliders[held].stop && !sweep?.count)
    requestAnimationFrame(look)
  }
  const near = (event) => Object.keys(sliders).find((name) => event.target.closest?.(`.st-key-${name}`))
  const hold = (event) => {
    const key = near(event)
    if (!key || key === held) return
    fetchSweep(plot, key)
    const watching = held !== null
    held = key
    if (!watching) look()
  }
  const release = (event) => { if (held && !event.relatedTarget?.closest?.(`.st-key-${held}`)) held = null }
  const approach = (event) => {
    const key = near(event)
    if (key) fetchSweep(plot, key)
  }
  const press = (event) => { pressed = event.type === 'pointerdown' }
  const hurry = () => tell(plot, plot.live.token) // whoever acts before the picture is there need not wait for it
  const presses = ['pointerdown', 'pointerup', 'pointercancel']
  for (const kind of presses) document.addEventListener(kind, press, true)
  for (const kind of ['pointerdown', 'keydown']) document.addEventListener(kind, hurry, true)
  document.addEventListener('pointerover', approach, true)
  document.addEventListener('pointerdown', hold, true)
  document.addEventListener('focusin', hold, true)
  document.addEventListener('focusout', release, true)
  if (document.activeElement) hold({ target: document.activeElement })
  return () => {
    held = null
    for (const kind of presses) document.removeEventListener(kind, press, true)
    for (const kind of ['pointerdown', 'keydown']) document.removeEventListener(kind, hurry, true)
    document.removeEventListener('pointerover', approach, true)
    document.removeEventListener('pointerdown', hold, true)
    document.removeEventListener('focusin', hold, true)
    document.removeEventListener('focusout', release, true)
  }
}
