declare module '*/guide/de.md' {
  const chapters: import('../../../scripts/guide').Chapter[];
  export default chapters;
}
declare module '*/guide/en.md' {
  const chapters: import('../../../scripts/guide').Chapter[];
  export default chapters;
}
