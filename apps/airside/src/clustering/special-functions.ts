// Logarithm of the gamma function, its derivative, and the logarithm of the beta function, for arguments above 0.
// Accurate to about twelve digits, which the mixture's convergence test needs. Abramowitz and Stegun 1964: 6.1.15,
// 6.1.41, 6.3.5, 6.3.18.

/** From here on the asymptotic series have reached their accuracy; smaller arguments are raised by recurrence. */
const ASYMPTOTIC_FROM = 10

export function logGamma(x: number): number {
  let shifted = x
  let product = 1
  while (shifted < ASYMPTOTIC_FROM) product *= shifted++
  const inverse = 1 / shifted
  const square = inverse * inverse
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188))))
  return (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product)
}

export function digamma(x: number): number {
  let shifted = x
  let sum = 0
  while (shifted < ASYMPTOTIC_FROM) sum += 1 / shifted++
  const square = 1 / (shifted * shifted)
  const series = square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square / 132))))
  return Math.log(shifted) - 0.5 / shifted - series - sum
}

export function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b)
}
