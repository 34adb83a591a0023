// Plays a model in training: asks the server for frames, which trains it, and paints one for each frame of the screen.
// Kept in step with live_training.py. On pause, and after winding back, the server's own figure is the truth.
const KEPT = 800 // frames that winding back can show at once

export default function ({ data, parentElement, setTriggerValue }) {
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
  const live = plot.live ??= { queue: [], kept: [], playing: false, asking: false, shown: data.step, painted: 0 }
  const before = live.token
  Object.assign(live, { token: data.token, figure: JSON.parse(data.figure), most: data.most })

  const say = (step, alt) => {
    live.shown = step
    part('step').textContent = `step ${step.toLocaleString('en')}`
    part('scrub').max = Math.max(step, live.furthest ?? 0, 100)
    part('scrub').value = step
    if (alt) plot.setAttribute('aria-label', alt)
    part('play').textContent = live.playing ? 'Pause' : 'Play'
  }
  const report = (step) => setTriggerValue('step', String(step)) // heard even when it is the step said last
  const paint = (figure) => window.Plotly.react(plot, figure.data, figure.layout, CONFIG)
  const show = ({ base, frames, index, step, alt }) => {
    live.painted += 1
    say(step, alt)
    return paint(frame(base, frames, index))
  }

  const fetchFrames = async () => {
    const last = live.queue.at(-1)?.step ?? live.shown
    if (live.asking || live.over || live.queue.length > 30 || last >= live.most) return
    live.asking = true
    const { token, figure } = live
    const asked = `/live/${token}/frames?after=${last}&stride=${part('speed').value}&most=${live.most}`
    const answer = await fetch(asked).then((got) => (got.ok ? got.json() : null)).catch(() => null)
    live.asking = false
    if (!answer || !live.playing) return
    // Frames sent before a change of settings stay good: the change takes effect after the last of them.
    answer.steps.forEach((step, i) => live.queue.push({ base: figure, frames: answer.frames, index: i + 1, step, alt: answer.alt }))
    if (token === live.token) Object.assign(live, { over: answer.over, end: answer.end })
    live.furthest = Math.max(live.furthest ?? 0, ...answer.steps)
  }
  const tick = async (loop) => {
    if (!live.playing || live.loop !== loop || !plot.isConnected) return
    fetchFrames()
    const next = live.queue.shift()
    if (next) {
      await show(next)
      live.kept = [...live.kept.filter(({ step }) => step < next.step), next].slice(-KEPT)
    } else if (live.over) return pause()
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
    live.playing = false
    live.queue = []
    say(live.shown)
    report(live.end ?? live.shown)
    live.end = null
  }

  const speed = part('speed')
  if (!speed.options.length) {
    for (const [name, stride] of Object.entries(data.speeds)) speed.add(new Option(name, stride, name === 'usual', name === 'usual'))
  }
  part('play').onclick = () => (live.playing ? pause() : play())
  part('one').onclick = () => {
    live.playing = false
    live.queue = []
    report(Math.min(live.shown + 1, live.most))
  }
  part('reset').onclick = () => {
    live.playing = false
    live.queue = []
    report(0)
  }
  part('scrub').oninput = () => {
    live.playing = false
    live.queue = []
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
  loadPlotly(data.plotly)
    .then(() => {
      if (live.playing) return
      live.furthest = Math.max(live.furthest ?? 0, data.step)
      say(data.step, data.alt)
      return paint(live.figure)
    })
    .then(() => {
      plot.dataset.painted = data.version
      if (live.told !== data.token) fetch(`/live/${data.token}/painted`, { method: 'POST' }).catch(() => {})
      live.told = data.token
    })
    .catch(() => setTriggerValue('failed', true))
  return () => {
    live.playing = false
    if (window.Plotly) window.Plotly.purge(plot)
  }
}
