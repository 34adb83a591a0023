// A pad to draw points on. Kept in step with drawing.py: points are written "x,y x,y …", with two decimals, y upwards.
const APART = 0.025 // between two points of one stroke, in widths of the pad

export default function ({ data, parentElement, setTriggerValue }) {
  const pad = parentElement.querySelector('.pad')
  const count = parentElement.querySelector('.count')
  const namespace = 'http://www.w3.org/2000/svg'
  const finite = ([x, y]) => Number.isFinite(x) && Number.isFinite(y)
  const points = data.text.split(/\s+/).filter(Boolean).map((pair) => pair.split(',').map(Number)).filter(finite)
  pad.setAttribute('viewBox', `0 0 1 ${data.height}`)
  pad.setAttribute('aria-label', `${data.label}: a pad to draw on; the field below takes the same as text`)

  const say = () => { count.textContent = points.length ? `${points.length} of ${data.most} points` : 'Draw here' }
  const dot = ([x, y]) => {
    const circle = document.createElementNS(namespace, 'circle')
    const place = { cx: x, cy: (1 - y) * data.height, r: 0.012, fill: data.colour }
    for (const [name, value] of Object.entries(place)) circle.setAttribute(name, value)
    pad.append(circle)
  }
  const tell = () => setTriggerValue('drawn', points.map((point) => point.map((part) => part.toFixed(2)).join(',')).join(' '))
  pad.replaceChildren()
  points.forEach(dot)
  say()

  const add = ({ clientX, clientY }) => {
    const { left, top, width, height } = pad.getBoundingClientRect()
    const inside = (share) => Math.round(100 * Math.min(Math.max(share, 0), 1)) / 100
    const point = [inside((clientX - left) / width), inside(1 - (clientY - top) / height)]
    const last = points.at(-1)
    if (points.length >= data.most || (last && Math.hypot(point[0] - last[0], point[1] - last[1]) < APART)) return
    points.push(point)
    dot(point)
    say()
  }
  pad.onpointerdown = (event) => {
    pad.setPointerCapture(event.pointerId)
    event.preventDefault()
    add(event)
  }
  pad.onpointermove = (event) => {
    if (!pad.hasPointerCapture(event.pointerId)) return
    const between = event.getCoalescedEvents?.() ?? []
    for (const moment of between.length ? between : [event]) add(moment)
  }
  pad.onpointerup = tell
  pad.onpointercancel = tell
  parentElement.querySelector('.clear').onclick = () => setTriggerValue('drawn', '')
}
