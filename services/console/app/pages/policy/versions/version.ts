// A version as lists show it.

export type Version = {
  number: number;
  note: string;
  publishedAt: string;
  publishedBy: string;
  openCases: number;
};
