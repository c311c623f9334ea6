// What Node and browsers both have and the contract only passes on: it is checked without the types of either.
// oxlint-disable-next-line typescript/no-empty-object-type -- merges with the full declaration wherever there is one
interface AbortSignal {}
