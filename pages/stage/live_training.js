// Plays a model in training: asks the server for frames, which trains it, and paints one for each frame of the screen.
// Kept in step with live_training.py. On pause, and after winding back, the server's own figure is the truth.
const KEPT = 800 // frames that winding back can show at once
const AGAIN = 1000 // milliseconds until a server that did not answer is asked again

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const plot = parentElement.querySelector('.live-chart')
  const bar = parentElement.querySelector('.bar')
  const part = (name) => bar.querySelector(`.${name}`)
  bar.style.display = plot.style.display = data.plain ? 'none' : ''
  if (data.plain) {
    plot.dataset.painted = data.version
    return
  }
  plot.style.height = data.height
  plot.setAttribute('role', 'img')
  const live = plot.live ??= { sweeps: {}, queue: [], kept: [], playing: false, asking: false, quietUntil: 0, addressed: 0, stayUntil: 0, shown: data.step, painted: 0 }
  const before = live.token
  const { token, sliders, most } = data
  Object.assign(live, { token, sliders, most, figure: JSON.parse(data.figure), shows: stops(sliders) })

  const say = (step, alt) => {
    live.shown = step
    part('step').textContent = `step ${step.toLocaleString('en')}`
    part('scrub').max = Math.max(step, live.furthest ?? 0, 100)
    part('scrub').value = step
    if (alt) plot.setAttribute('aria-label', alt)
    part('play').textContent = live.playing ? 'Pause' : 'Play'
  }
  const report = (step) => setTriggerValue('step', String(step)) // heard even when it is the step said last
  // The address follows, so that a reload in the middle of a run comes back to where it was.
  const address = (step) => {
    if (performance.now() < live.addressed + AGAIN) return
    live.addressed = performance.now()
    const here = new URL(window.location)
    here.searchParams.set(data.address, step)
    window.history.replaceState(window.history.state, '', here)
  }
  const show = ({ base, frames, index, step, alt }) => {
    live.painted += 1
    say(step, alt)
    if (live.playing) address(step)
    return paint(plot, frame(base, frames, index))
  }

  const fetchFrames = async () => {
    const last = live.queue.at(-1)?.step ?? live.shown
    if (live.asking || live.over || live.queue.length > 30 || last >= live.most || performance.now() < live.quietUntil) return
    live.asking = true
    const { token, figure, loop } = live
    const asked = `/live/${token}/frames?after=${last}&stride=${part('speed').value}&most=${live.most}`
    const answer = await fetch(asked).then((got) => (got.ok ? got.json() : { gone: true })).catch(() => null)
    live.asking = false
    if (!live.playing || live.loop !== loop) return // it was paused meanwhile: these frames are not the next ones
    if (!answer) { // the connection is lost: nothing is, as the next request says where to go on
      live.quietUntil = performance.now() + AGAIN
      return
    }
    if (answer.gone) { // the server has forgotten what this stage shows, but not how to show it
      if (token === live.token) pause()
      return
    }
    // Frames sent before a change of settings stay good: the change takes effect after the last of them.
    answer.steps.forEach((step, i) => live.queue.push({ base: figure, frames: answer.frames, index: i + 1, step, alt: answer.alt }))
    if (token === live.token) Object.assign(live, { over: answer.over, end: answer.end })
    live.furthest = Math.max(live.furthest ?? 0, ...answer.steps)
    fetchFrames() // now, and not after the next frame is painted
  }
  const tick = async (loop) => {
    if (!live.playing || live.loop !== loop || !plot.isConnected) return
    fetchFrames()
    const next = performance.now() < live.stayUntil ? null : live.queue.shift()
    if (next) {
      live.stayUntil = performance.now() + Number(part('speed').selectedOptions[0].dataset.stay)
      await show(next)
      live.kept = [...live.kept.filter(({ step }) => step < next.step), next].slice(-KEPT)
    } else if (live.over && !live.queue.length) return pause()
    requestAnimationFrame(() => tick(loop))
  }
  const play = () => {
    live.playing = true
    live.over = false
    live.end = null
    live.loop = Symbol('playing') // a loop still running from before the last pause stops
    say(live.shown)
    tick(live.loop)
  }
  const pause = () => {
    stop()
    say(live.shown)
    report(live.end ?? live.shown)
    live.end = null
  }

  const speed = part('speed')
  if (!speed.options.length) {
    for (const [name, [stride, stay]] of Object.entries(data.speeds)) {
      const option = new Option(name, stride, name === 'usual', name === 'usual')
      option.dataset.stay = stay
      speed.add(option)
    }
  }
  const stop = () => {
    live.playing = false
    live.queue = []
  }
  part('parts').replaceChildren(...Object.entries(data.parts).map(([name, help]) => {
    const button = Object.assign(document.createElement('button'), { type: 'button', textContent: `+${name}`, title: help })
    button.setAttribute('aria-label', help)
    button.onclick = () => {
      stop()
      setTriggerValue('part', `${name} ${live.shown}`)
    }
    return button
  }))
  part('play').onclick = () => (live.playing ? pause() : play())
  part('one').onclick = () => {
    stop()
    report(Math.min(live.shown + 1, live.most))
  }
  part('reset').onclick = () => {
    stop()
    report(0)
  }
  part('scrub').oninput = () => {
    stop()
    const wanted = Number(part('scrub').value)
    const near = live.kept.findLast(({ step }) => step <= wanted)
    if (near) show({ ...near, step: wanted })
    else say(wanted)
  }
  part('scrub').onchange = () => report(part('scrub').value)

  if (before !== data.token) {
    live.over = false
    if (!live.playing) live.queue = []
  }
  if (document.hidden) tell(plot, data.token) // a hidden window never paints
  loadPlotly(data.plotly)
    .then(() => {
      if (live.playing) return
      live.furthest = Math.max(live.furthest ?? 0, data.step)
      say(data.step, data.alt)
      return paint(plot, live.figure)
    })
    .then(() => {
      if (data.pick) pickPoints(plot, (point) => setStateValue('point', point))
      else plot.onclick = plot.style.cursor = null
      plot.dataset.painted = data.version
      ask(plot, data)
    })
    .catch(() => {
      tell(plot, data.token)
      setTriggerValue('failed', true)
    })
  plot.stopFollowing?.()
  plot.stopFollowing = follow(plot, sliders)
  return () => {
    live.playing = false
    plot.stopFollowing()
    if (window.Plotly) window.Plotly.purge(plot)
  }
}
