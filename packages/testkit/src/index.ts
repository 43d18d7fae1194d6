export { warehouseSuite, type ChildWarehouse, type WarehouseSuiteOptions, type WarehouseTopic, type WarehouseUnderTest } from './warehouse/warehouse-suite.ts'
