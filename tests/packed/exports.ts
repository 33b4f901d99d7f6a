import * as kahnveyor from 'kahnveyor'

const names = Object.keys(kahnveyor)
if (names.length === 0) throw new Error('the package exports nothing')
console.log(process.version, names.join(' '))
