// A pad to draw points or lines on. Kept in step with drawing.py: points are written "x,y x,y …", with two decimals, y
// upwards; of lines, each stroke so, with "; " between strokes.
const APART = 0.025 // between two points of one stroke, in widths of the pad
const PEN = 0.06 // width of a line

export default function ({ data, parentElement, setTriggerValue }) {
  const pad = parentElement.querySelector('.pad')
  const count = parentElement.querySelector('.count')
  const namespace = 'http://www.w3.org/2000/svg'
  const finite = ([x, y]) => Number.isFinite(x) && Number.isFinite(y)
  const pointsOf = (text) => text.split(/\s+/).filter(Boolean).map((pair) => pair.split(',').map(Number)).filter(finite)
  const mine = pad.told?.includes(data.text) // an echo: what was drawn since then must not be lost
  pad.told = mine ? pad.told : []
  pad.strokes = mine ? pad.strokes : data.text.split(';').map(pointsOf).filter((stroke) => stroke.length)
  const { strokes, told } = pad
  pad.setAttribute('viewBox', `0 0 1 ${data.height}`)
  pad.setAttribute('aria-label', `${data.label}: a pad to draw on; the field below takes the same as text`)

  const drawn = () => strokes.reduce((sum, stroke) => sum + stroke.length, 0)
  const say = () => { count.textContent = drawn() ? `${drawn()} of ${data.most} points` : 'Draw here' }
  const add = (kind, attributes) => {
    const mark = document.createElementNS(namespace, kind)
    for (const [name, value] of Object.entries(attributes)) mark.setAttribute(name, value)
    pad.append(mark)
    return mark
  }
  const place = ([x, y]) => [x, (1 - y) * data.height]
  const show = (stroke) => { // anew, as it grows
    if (!data.lines) return stroke.slice(stroke.shown ?? 0).forEach((point) => {
      const [cx, cy] = place(point)
      add('circle', { cx, cy, r: 0.012, fill: data.colour })
      stroke.shown = stroke.length
    })
    const pen = { fill: 'none', stroke: data.colour, 'stroke-width': PEN, 'stroke-linecap': 'round', 'stroke-linejoin': 'round' }
    stroke.line ??= add('polyline', pen)
    const corners = stroke.length === 1 ? [stroke[0], stroke[0]] : stroke // a single point is a dot
    stroke.line.setAttribute('points', corners.map((point) => place(point).join(',')).join(' '))
  }
  const written = (stroke) => stroke.map((point) => point.map((part) => part.toFixed(2)).join(',')).join(' ')
  const text = () => strokes.map(written).join(data.lines ? '; ' : ' ')
  const tell = () => {
    pad.wanted = ''
    told.push(text())
    setTriggerValue('drawn', told.at(-1))
  }
  if (!mine) {
    pad.replaceChildren()
    strokes.forEach(show)
  }
  say()

  const follow = ({ clientX, clientY }) => {
    const { left, top, width, height } = pad.getBoundingClientRect()
    const inside = (share) => Math.round(100 * Math.min(Math.max(share, 0), 1)) / 100
    const point = [inside((clientX - left) / width), inside(1 - (clientY - top) / height)]
    const stroke = strokes.at(-1)
    const last = stroke.at(-1)
    if (drawn() >= data.most || (last && Math.hypot(point[0] - last[0], point[1] - last[1]) < APART)) return
    stroke.push(point)
    show(stroke)
    say()
    if (data.follows) askAhead(pad, data, text())
  }
  pad.onpointerdown = (event) => {
    pad.setPointerCapture(event.pointerId)
    event.preventDefault()
    strokes.push([])
    follow(event)
  }
  pad.onpointermove = (event) => {
    if (!pad.hasPointerCapture(event.pointerId)) return
    const between = event.getCoalescedEvents?.() ?? []
    for (const moment of between.length ? between : [event]) follow(moment)
  }
  pad.onpointerup = tell
  pad.onpointercancel = tell
  parentElement.querySelector('.clear').onclick = () => {
    strokes.length = 0
    pad.replaceChildren()
    say()
    tell()
  }
}
