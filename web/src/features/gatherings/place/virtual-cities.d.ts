/** The list of cities: build/cities.ts writes it. */
declare module 'virtual:cities' {
  const list: string;
  export default list;
}
