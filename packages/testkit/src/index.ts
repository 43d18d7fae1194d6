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
