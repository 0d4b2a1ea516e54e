// How a pace is said: simulated seconds per second of the clock on the wall.

export function paceWords(pace: number): string {
  if (pace === 0) return 'As fast as it goes'
  if (pace === 1) return 'Real time'
  if (pace > 1) return `${pace}× real time`
  return `1/${Math.round(1 / pace)} of real time`
}

/** What is reached, short: `0.098×`, `3.2×`. */
export function reachedWords(reached: number): string {
  if (reached <= 0) return '–'
  if (reached >= 100) return `${reached.toFixed(0)}×`
  if (reached >= 10) return `${reached.toFixed(1)}×`
  if (reached >= 0.1) return `${reached.toFixed(2)}×`
  return reached >= 1e-4 ? `${Number(reached.toPrecision(2))}×` : `${reached.toExponential(0)}×`
}
