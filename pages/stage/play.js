// Plays a native slider. The live chart watches the input element of the slider that has the focus, and paints where it
// stands; so it is given the focus and moved. At the end, and on pause, the server is told where it stands.

export default function ({ data, parentElement, setTriggerValue }) {
  const button = parentElement.querySelector('.play')
  const end = data.way > 0 ? data.last : 0
  const input = () => document.querySelector(`.st-key-${data.slider} input[type=range]`)
  clearTimeout(button.timer)
  button.timer = null
  button.textContent = data.label
  button.disabled = data.last < 1
  let at = data.stop

  const stop = () => {
    clearTimeout(button.timer)
    button.timer = null
    button.textContent = data.label
    setTriggerValue('stop', String(at))
  }
  const move = () => {
    const element = input()
    if (!element) return stop()
    at += data.way
    if (document.activeElement !== element && document.activeElement !== button) return stop() // the learner went on
    element.focus({ preventScroll: true })
    element.value = Number(element.min) + at * Number(element.step || 1)
    button.dataset.at = at
    button.timer = setTimeout(at === end ? stop : move, data.pace)
  }
  button.onclick = () => {
    if (button.timer) return stop()
    if (at === end) at = data.last - end - data.way
    button.textContent = 'Pause'
    move()
  }
  return () => clearTimeout(button.timer)
}
