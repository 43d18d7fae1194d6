export {
  warehouseSuite,
  type ChildWarehouse,
  type WarehouseSuiteOptions,
  type WarehouseTopic,
  type WarehouseUnderTest,
} from './warehouse/warehouse-suite.ts'
export {
  connectorSuite,
  type BrokenConnectorUnderTest,
  type ConnectorFixture,
  type ConnectorSuiteOptions,
  type ConnectorUnderTest,
} from './connector-suite.ts'
export { CELL_CASES, type CellCase, type CellCases } from './cell-cases.ts'
export { barePlan, bareTask } from './bare-plan.ts'
