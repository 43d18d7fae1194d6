import { random } from './random.ts'

// An invented shop with the shapes of the real files: the same columns, kinds of values and sizes. A few rows are dirty on purpose.

export interface SampleShop {
  readonly provinces: readonly { province_id: number; province_names: string }[]
  readonly cities: readonly { city_id: number; city_names: string; province_id: number }[]
  readonly categories: readonly { product_category_id: number; product_category_name: string }[]
  readonly products: readonly { product_id: number; product_name: string; size: string; price: number; product_category_id: number }[]
  readonly customers: readonly { customer_id: number; first_name: string; last_name: string; gender: string }[]
  /** Lines of the two CSV files, without header. */
  readonly orders: readonly string[]
  readonly orderDetails: readonly string[]
}

const PLACES: Readonly<Record<string, readonly string[]>> = {
  BALI: ['KABUPATEN BADUNG', 'KABUPATEN GIANYAR', 'KABUPATEN TABANAN', 'KOTA DENPASAR'],
  BANTEN: ['KABUPATEN LEBAK', 'KABUPATEN TANGERANG', 'KOTA CILEGON', 'KOTA SERANG'],
  'DI YOGYAKARTA': ['KABUPATEN BANTUL', 'KABUPATEN SLEMAN', 'KOTA YOGYAKARTA'],
  'DKI JAKARTA': ['KOTA JAKARTA BARAT', 'KOTA JAKARTA PUSAT', 'KOTA JAKARTA SELATAN', 'KOTA JAKARTA TIMUR', 'KOTA JAKARTA UTARA'],
  'JAWA BARAT': ['KABUPATEN BOGOR', 'KABUPATEN CIANJUR', 'KABUPATEN GARUT', 'KOTA BANDUNG', 'KOTA BEKASI', 'KOTA DEPOK'],
  'JAWA TENGAH': ['KABUPATEN BANYUMAS', 'KABUPATEN KUDUS', 'KOTA MAGELANG', 'KOTA SEMARANG', 'KOTA SURAKARTA'],
  'JAWA TIMUR': ['KABUPATEN GRESIK', 'KABUPATEN JEMBER', 'KOTA MALANG', 'KOTA SURABAYA', 'KOTA BATU'],
  'SULAWESI SELATAN': ['KABUPATEN BONE', 'KABUPATEN GOWA', 'KOTA MAKASSAR', 'KOTA PALOPO'],
  'SUMATERA UTARA': ['KABUPATEN KARO', 'KABUPATEN LANGKAT', 'KOTA BINJAI', 'KOTA MEDAN'],
}

const GARMENTS: readonly (readonly [string, number])[] = [
  ['Hoodie', 190_000],
  ['Jeans', 200_000],
  ['Sweater', 110_000],
  ['T-shirt', 90_000],
  ['Jacket', 350_000],
  ['Chino', 170_000],
]
const COLOURS = ['Black', 'White', 'Blue']
const SIZES = ['M', 'L', 'XL']
const GIVEN = {
  Female: ['Ayu', 'Dewi', 'Fitri', 'Indah', 'Kartika', 'Lestari', 'Maya', 'Putri', 'Ratna', 'Sari', 'Tia', 'Wulan'],
  Male: ['Adi', 'Bayu', 'Dimas', 'Eko', 'Gilang', 'Hadi', 'Joko', 'Rizky', 'Sandi', 'Taufik', 'Wahyu', 'Yoga'],
}
const FAMILY = [
  'Anggraini',
  'Gunawan',
  'Halim',
  'Kusuma',
  'Lubis',
  'Nasution',
  'Pratama',
  'Purnomo',
  'Rahman',
  'Santoso',
  'Siregar',
  'Utami',
  'Wijaya',
  'Wibowo',
  'Yulianto',
]

const ORDERS = 7_000
const CUSTOMERS = 200

export function sampleShop(): SampleShop {
  const { between, pick } = random(2022)
  const provinces = Object.keys(PLACES).map((name, index) => ({ province_id: index + 1, province_names: name }))
  const cities = provinces
    .flatMap(({ province_id, province_names }) => (PLACES[province_names] ?? []).map((city_names) => ({ city_names, province_id })))
    .map((city, index) => ({ city_id: index + 1, ...city }))
  const categories = ['Mens Fashion', 'Womens Fashion'].map((name, index) => ({
    product_category_id: index + 1,
    product_category_name: name,
  }))
  const products = categories
    .flatMap(({ product_category_id }) =>
      GARMENTS.flatMap(([garment, price]) =>
        COLOURS.flatMap((colour) => SIZES.map((size) => ({ product_name: `${garment} ${colour}`, size, price, product_category_id }))),
      ),
    )
    .map((product, index) => ({ product_id: index + 1, ...product }))
  const customers = Array.from({ length: CUSTOMERS }, (_, index) => {
    const gender = pick(['Female', 'Male'] as const)
    return { customer_id: index + 1, first_name: pick(GIVEN[gender]), last_name: pick(FAMILY), gender }
  })

  const orders: string[] = []
  const orderDetails: string[] = []
  for (let id = 1; id <= ORDERS; id++) {
    // More is ordered towards the end of the year.
    const dayOfYear = Math.max(between(0, 364), between(0, 364))
    const day = new Date(Date.UTC(2022, 0, 1 + dayOfYear)).toISOString().slice(0, 10)
    const city = pick(cities)
    const cityId = id === 812 || id === 4410 ? 999 : city.city_id
    orders.push(
      [
        id,
        `${day} ${String(between(7, 22)).padStart(2, '0')}:${String(between(0, 59)).padStart(2, '0')}:00.000`,
        between(1, CUSTOMERS),
        city.province_id,
        cityId,
      ].join(','),
    )
    for (let line = between(1, 4); line > 0; line--) {
      const product = pick(products)
      const quantity = between(1, 10) > 6 ? between(2, 4) : 1
      orderDetails.push([10_000 + orderDetails.length, id, product.product_id, quantity, product.price, product.price * quantity].join(','))
    }
  }
  return {
    provinces,
    cities,
    categories,
    products,
    customers,
    orders: withDirt(orders, DIRTY_ORDERS),
    orderDetails: withDirt(orderDetails, DIRTY_DETAILS),
  }
}

// Test orders and typing mistakes, as they turn up in real exports; and two rows exported twice.
const DIRTY_ORDERS: readonly string[] = [
  '7001,31/12/2022,17,4,12',
  'TEST-1,2022-05-02 10:00:00.000,17,4,12',
  '7003,2022-02-31 10:00:00.000,17,4,12',
  '7004,2022-08-17 09:30:00.000,,4,12',
]
const DIRTY_DETAILS: readonly string[] = ['90001,12,3,two,90000,180000', '90002,12,3,0,90000,0', '90003,12,3,1,"90,5",90000']

/** Spreads dirty lines evenly, and repeats the second and third clean line at the end. */
function withDirt(lines: readonly string[], dirty: readonly string[]): string[] {
  const every = Math.floor(lines.length / (dirty.length + 1))
  const mixed = lines.flatMap((line, index) => {
    const due = (index + 1) % every === 0 ? dirty[(index + 1) / every - 1] : undefined
    return due === undefined ? [line] : [line, due]
  })
  return [...mixed, ...lines.slice(1, 3)]
}
