// The bus of one machine against the contract.
import { busContract } from './bus.ts';

busContract('the bus on the PostgreSQL log', async () => ({
  kind: 'postgres',
  brokers: [],
  close: async () => {},
}));
