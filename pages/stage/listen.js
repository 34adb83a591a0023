// Melodies to listen to. Kept in step with listen.py: a note is [MIDI number, frequency in Hz, beginning and length in
// seconds]. Oscillators are set for all notes at once, on the clock of the sound; the line on the roll reads that clock.
const AHEAD = 0.03 // seconds between a click and the first note
const ATTACK = 0.012 // seconds in which a note swells
const LOUD = 0.16
const SVG = 'http://www.w3.org/2000/svg'

let context = null // of the whole tab: browsers allow few
const player = { playing: null }

const mark = (kind, attributes, parent) => {
  const made = document.createElementNS(SVG, kind)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  parent.append(made)
  return made
}

const stop = (why = '') => {
  const { playing } = player
  if (!playing) return
  player.playing = null
  playing.out.gain.setTargetAtTime(0, context.currentTime, 0.01)
  playing.sounds.forEach((sound) => sound.stop(context.currentTime + 0.08))
  playing.button.textContent = '▶ Play'
  playing.button.setAttribute('aria-pressed', 'false')
  playing.head.setAttribute('visibility', 'hidden')
  playing.blocks.forEach((block) => block.setAttribute('opacity', 0.75))
  playing.said.textContent = why
}

// A plucked tone: two oscillators through a falling low-pass filter.
const voice = (hertz, at, length, out) => {
  const [gain, filter] = [context.createGain(), context.createBiquadFilter()]
  filter.frequency.setValueAtTime(6 * hertz, at)
  filter.frequency.exponentialRampToValueAtTime(2 * hertz, at + length)
  gain.gain.setValueAtTime(0, at)
  gain.gain.linearRampToValueAtTime(LOUD, at + ATTACK)
  gain.gain.exponentialRampToValueAtTime(LOUD / 3, at + 0.8 * length)
  gain.gain.linearRampToValueAtTime(0, at + 0.98 * length)
  filter.connect(gain).connect(out)
  return [['triangle', 1], ['sawtooth', 1.003]].map(([type, detuned], i) => {
    const oscillator = new OscillatorNode(context, { type, frequency: hertz * detuned })
    const part = new GainNode(context, { gain: i ? 0.25 : 1 })
    oscillator.connect(part).connect(filter)
    oscillator.start(at)
    oscillator.stop(at + length)
    return oscillator
  })
}

const follow = (playing) => {
  if (player.playing !== playing) return
  if (!playing.button.isConnected) return stop()
  const at = context.currentTime - playing.begin
  if (at >= 0) playing.button.dataset.waited ??= Math.round(performance.now() - playing.clicked)
  if (at >= playing.end) return stop()
  playing.head.setAttribute('visibility', at >= 0 ? 'visible' : 'hidden')
  playing.head.setAttribute('transform', `translate(${Math.max(at, 0)} 0)`)
  playing.notes.forEach(([, , start, length], i) =>
    playing.blocks[i].setAttribute('opacity', at >= start && at < start + length ? 1 : 0.55))
  requestAnimationFrame(() => follow(playing))
}

const play = ({ notes }, { button, head, blocks, said }) => {
  const clicked = performance.now()
  stop()
  if (!window.AudioContext) {
    said.textContent = 'This browser cannot make sound.'
    return
  }
  context ??= new AudioContext()
  context.resume()
  const out = new GainNode(context)
  out.connect(context.destination)
  const begin = context.currentTime + AHEAD
  const sounds = notes.flatMap(([, hertz, start, length]) => voice(hertz, begin + start, length, out))
  const [, , start, length] = notes.at(-1)
  delete button.dataset.waited
  player.playing = { button, head, blocks, said, out, sounds, begin, notes, clicked, end: start + length }
  button.textContent = '■ Stop'
  button.setAttribute('aria-pressed', 'true')
  said.textContent = ''
  follow(player.playing)
}

document.addEventListener('visibilitychange', () => document.hidden && stop('Stopped, as the tab went to the background.'))
document.addEventListener('keydown', ({ key }) => key === 'Escape' && stop())
window.addEventListener('pagehide', () => stop())

const card = (melody, place, data, said, prefer) => {
  const made = Object.assign(document.createElement('div'), { className: 'melody' })
  const [, , start, length] = melody.notes.at(-1)
  const longest = Math.max(...data.melodies.map(({ notes }) => notes.at(-1)[2] + notes.at(-1)[3]))
  const roll = mark('svg', { viewBox: `0 ${-data.high} ${longest} ${data.high - data.low}`, preserveAspectRatio: 'none', role: 'img' }, made)
  roll.setAttribute('aria-label', `${melody.name}: ${melody.notes.length} notes in ${(start + length).toFixed(1)} seconds`)
  const blocks = melody.notes.map(([pitch, , x, width]) =>
    mark('rect', { x, y: -pitch - 0.5, width: 0.92 * width, height: 1, fill: melody.colour, opacity: 0.75 }, roll))
  const head = mark('line', { y1: -data.high, y2: -data.low, stroke: 'currentColor', 'stroke-width': 2, 'vector-effect': 'non-scaling-stroke', visibility: 'hidden' }, roll)
  const bar = Object.assign(document.createElement('div'), { className: 'bar' })
  const button = Object.assign(document.createElement('button'), { type: 'button', className: 'play', textContent: '▶ Play' })
  button.setAttribute('aria-label', `Play or stop: ${melody.name}`)
  button.onclick = () => (player.playing?.button === button ? stop() : play(melody, { button, head, blocks, said }))
  bar.append(button, Object.assign(document.createElement('span'), { className: 'name', textContent: melody.name }))
  if (data.choose) {
    const choose = Object.assign(document.createElement('button'), { type: 'button', className: 'prefer', textContent: 'I prefer this' })
    choose.setAttribute('aria-label', `I prefer: ${melody.name}`)
    choose.onclick = () => {
      stop()
      prefer(place)
    }
    bar.append(choose)
  }
  made.append(bar)
  return made
}

export default function ({ data, parentElement, setTriggerValue }) {
  const room = parentElement.querySelector('.melodies')
  const said = parentElement.querySelector('.said')
  if (room.version !== data.version || room.choose !== data.choose) { // otherwise what plays goes on
    if (room.contains(player.playing?.button ?? null)) stop()
    Object.assign(room, { version: data.version, choose: data.choose })
    const prefer = (place) => setTriggerValue('preferred', String(place))
    room.replaceChildren(...data.melodies.map((melody, place) => card(melody, place, data, said, prefer)))
  }
  return () => stop()
}
