// What runtimes and frameworks really print, for tests: the lines, and what is to be found in them.
import type { ErrorLanguage } from '../../../../contract/error-groups.ts';

export interface CorpusEntry {
  readonly name: string;
  readonly language: ErrorLanguage;
  readonly type: string;
  readonly message: string;
  readonly culprit: string | null;
  readonly lines: string;
}

export const corpus: readonly CorpusEntry[] = [
  {
    name: 'Node.js, nobody caught it',
    language: 'javascript',
    type: 'TypeError',
    message: "Cannot read properties of undefined (reading 'total')",
    culprit: 'renderBasket (src/basket.ts)',
    lines: `/app/src/basket.ts:42
  return basket.total;
                ^

TypeError: Cannot read properties of undefined (reading 'total')
    at renderBasket (/app/src/basket.ts:42:17)
    at async Server.<anonymous> (file:///app/src/server.ts:12:5)
    at Layer.handle [as handle_request] (/app/node_modules/express/lib/router/layer.js:95:5)
    at node:internal/process/task_queues:105:5

Node.js v24.11.0`,
  },
  {
    name: 'an own class of error, printed by console.error with its fields and its cause',
    language: 'javascript',
    type: 'PaymentProblem',
    message: 'the card was refused',
    culprit: 'Checkout.pay (dist/checkout.js)',
    lines: `PaymentProblem: the card was refused
    at Checkout.pay (/usr/src/app/dist/checkout.js:88:11)
    at processTicksAndRejections (node:internal/process/task_queues:105:5) {
  code: 'card_declined',
  [cause]: Error: 402 Payment Required
      at Client.request (/usr/src/app/node_modules/stripe/client.js:5:9)
}`,
  },
  {
    name: 'a message of two lines',
    language: 'javascript',
    type: 'Error',
    message: 'Cannot find module "./shop"',
    culprit: 'index.js',
    lines: `Error: Cannot find module "./shop"
Require stack:
- /app/index.js
    at Function._resolveFilename (node:internal/modules/cjs/loader:1383:15)
    at Object.<anonymous> (/app/index.js:3:14)`,
  },
  {
    name: 'pino with an error',
    language: 'javascript',
    type: 'TypeError',
    message: 'request failed: x is not a function',
    culprit: 'total (src/total.js)',
    lines: String.raw`{"level":50,"time":1790000000000,"pid":7,"hostname":"a1b2","err":{"type":"TypeError","message":"x is not a function","stack":"TypeError: x is not a function\n    at total (/app/src/total.js:3:9)\n    at /app/node_modules/fastify/lib/hooks.js:1:1"},"msg":"request failed"}`,
  },
  {
    name: 'Python with code and marks between the frames',
    language: 'python',
    type: 'KeyError',
    message: "'basket'",
    culprit: 'total (shop/views.py)',
    lines: `Traceback (most recent call last):
  File "/usr/local/lib/python3.13/site-packages/flask/app.py", line 1511, in wsgi_app
    response = self.full_dispatch_request()
  File "/app/shop/views.py", line 27, in total
    return session["basket"].total
           ~~~~~~~^^^^^^^^^^
KeyError: 'basket'`,
  },
  {
    name: 'Django: a logger’s line above, an error while another one was handled',
    language: 'python',
    type: 'django.db.utils.OperationalError',
    message: 'could not connect to server: Connection refused',
    culprit: 'index (shop/views.py)',
    lines: `2026-11-22 10:00:00,123 ERROR django.request Internal Server Error: /
Traceback (most recent call last):
  File "/usr/local/lib/python3.13/site-packages/psycopg2/__init__.py", line 122, in connect
    conn = _connect(dsn, connection_factory=connection_factory, **kwasync)
psycopg2.OperationalError: could not connect to server: Connection refused

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/app/shop/views.py", line 9, in index
    return list(Product.objects.all())
  File "/usr/local/lib/python3.13/site-packages/django/db/backends/base/base.py", line 256, in ensure_connection
    self.connect()
django.db.utils.OperationalError: could not connect to server: Connection refused`,
  },
  {
    name: 'Java with causes',
    language: 'java',
    type: 'java.lang.IllegalStateException',
    message: 'basket 4711 is closed',
    culprit: 'com.acme.shop.Basket.add (Basket.java)',
    lines: `Exception in thread "main" java.lang.IllegalStateException: basket 4711 is closed
	at com.acme.shop.Basket.add(Basket.java:31)
	at java.base/java.util.ArrayList.forEach(ArrayList.java:1596)
	at com.acme.shop.Main.main(Main.java:9)
Caused by: java.sql.SQLTimeoutException: no connection within 30000 ms
	at com.zaxxer.hikari.pool.HikariPool.createTimeoutException(HikariPool.java:696)
	... 2 more`,
  },
  {
    name: 'Spring Boot and Kotlin below a logger’s line',
    language: 'java',
    type: 'com.acme.shop.OutOfStock',
    message: 'none left of 12',
    culprit: 'com.acme.shop.StockKt.take (Stock.kt)',
    lines: `2026-11-22T10:00:00.123Z ERROR 1 --- [nio-8080-exec-1] o.a.c.c.C.[.[.[/].[dispatcherServlet]    : Servlet.service() threw exception
com.acme.shop.OutOfStock: none left of 12
	at com.acme.shop.StockKt.take(Stock.kt:14) ~[classes!/:na]
	at com.acme.shop.Api$$SpringCGLIB$$0.buy(<generated>) ~[classes!/:na]
	at org.springframework.web.servlet.FrameworkServlet.service(FrameworkServlet.java:885) ~[spring-webmvc-6.2.0.jar!/:6.2.0]
	at jakarta.servlet.http.HttpServlet.service(HttpServlet.java:658) ~[tomcat-embed-core.jar!/:6.0]`,
  },
  {
    name: 'a Go panic',
    language: 'go',
    type: 'runtime error',
    message: 'index out of range [5] with length 3',
    culprit: 'main.total (main.go)',
    lines: `panic: runtime error: index out of range [5] with length 3

goroutine 1 [running]:
main.total(...)
	/src/main.go:12
main.main()
	/src/main.go:8 +0x1d
exit status 2`,
  },
  {
    name: 'a Go server that goes on',
    language: 'go',
    type: 'runtime error',
    message: 'invalid memory address or nil pointer dereference',
    culprit: 'shop.(*Api).Basket (api.go)',
    lines: `2026/11/22 10:00:00 http: panic serving 172.17.0.1:51234: runtime error: invalid memory address or nil pointer dereference
goroutine 34 [running]:
net/http.(*conn).serve.func1()
	/usr/local/go/src/net/http/server.go:1947 +0xbe
panic({0x6a1f20?, 0x8b2e40?})
	/usr/local/go/src/runtime/panic.go:791 +0x132
github.com/acme/shop.(*Api).Basket(0x0, {0x74e6d8, 0xc0001a40e0}, 0xc000192000)
	/app/api.go:55 +0x1a
net/http.HandlerFunc.ServeHTTP(0xc0000b6000?, {0x74e6d8?, 0xc0001a40e0?}, 0x0?)
	/usr/local/go/src/net/http/server.go:2220 +0x29
created by net/http.(*Server).Serve in goroutine 1
	/usr/local/go/src/net/http/server.go:3454 +0x485`,
  },
  {
    name: 'logfmt of a Go logger',
    language: 'other',
    type: '',
    message: 'cannot reach the database: dial tcp 10.0.0.7:5432: connect: connection refused',
    culprit: null,
    lines: `time=2026-11-22T10:00:00Z level=error msg="cannot reach the database" err="dial tcp 10.0.0.7:5432: connect: connection refused" try=3`,
  },
  {
    name: 'Ruby',
    language: 'ruby',
    type: 'NoMethodError',
    message: "undefined method 'total' for nil",
    culprit: 'Shop#basket (shop.rb)',
    lines: `/app/shop.rb:12:in 'Shop#basket': undefined method 'total' for nil (NoMethodError)
	from /usr/local/bundle/gems/sinatra-4.1.1/lib/sinatra/base.rb:1811:in 'block in Sinatra::Base#call!'
	from /app/shop.rb:20:in '<main>'`,
  },
  {
    name: 'Rails, of Ruby before 3.4',
    language: 'ruby',
    type: 'ActiveRecord::RecordNotFound',
    message: "Couldn't find Product with 'id'=99",
    culprit: 'show (app/controllers/products_controller.rb)',
    lines: `ActiveRecord::RecordNotFound (Couldn't find Product with 'id'=99):
app/controllers/products_controller.rb:8:in \`show'
app/middleware/timing.rb:4:in \`call'`,
  },
  {
    name: 'PHP',
    language: 'php',
    type: 'RuntimeException',
    message: 'no basket',
    culprit: 'src/Basket.php',
    lines: `PHP Fatal error:  Uncaught RuntimeException: no basket in /var/www/html/src/Basket.php:12
Stack trace:
#0 /var/www/html/index.php(7): Shop\\Basket->total(12)
#1 {main}
  thrown in /var/www/html/src/Basket.php on line 12`,
  },
  {
    name: 'PHP without memory',
    language: 'php',
    type: 'Fatal error',
    message: 'Allowed memory size of 134217728 bytes exhausted (tried to allocate 20480 bytes)',
    culprit: 'src/import.php',
    lines: `PHP Fatal error:  Allowed memory size of 134217728 bytes exhausted (tried to allocate 20480 bytes) in /var/www/html/src/import.php on line 88`,
  },
  {
    name: 'Laravel',
    language: 'php',
    type: 'App\\Exceptions\\NoBasket',
    message: 'no basket for 12',
    culprit: 'app/Http/BasketController.php',
    lines: `[2026-11-22 10:00:00] production.ERROR: no basket for 12 {"userId":12,"exception":"[object] (App\\\\Exceptions\\\\NoBasket(code: 0): no basket for 12 at /app/app/Http/BasketController.php:21)
[stacktrace]
#0 /app/vendor/laravel/framework/src/Illuminate/Routing/Controller.php(54): App\\Http\\BasketController->show()
#1 {main}
"}`,
  },
  {
    name: '.NET',
    language: 'dotnet',
    type: 'System.InvalidOperationException',
    message: 'Sequence contains no elements',
    culprit: 'Shop.Basket.Total (Basket.cs)',
    lines: `Unhandled exception. System.InvalidOperationException: Sequence contains no elements
   at System.Linq.ThrowHelper.ThrowNoElementsException()
   at Shop.Basket.Total(Int32 id) in /src/Basket.cs:line 42
   at Program.<Main>$(String[] args) in /src/Program.cs:line 3`,
  },
  {
    name: 'ASP.NET Core below its logger’s lines',
    language: 'dotnet',
    type: 'System.NullReferenceException',
    message: 'Object reference not set to an instance of an object.',
    culprit: 'Shop.Api.Get (Api.cs)',
    lines: `fail: Microsoft.AspNetCore.Server.Kestrel[13]
      Connection id "0HN7", Request id "0HN7:00000002": An unhandled exception was thrown by the application.
      System.NullReferenceException: Object reference not set to an instance of an object.
         at Shop.Api.<Get>d__3.MoveNext() in /src/Api.cs:line 17
         at Microsoft.AspNetCore.Routing.EndpointMiddleware.Invoke(HttpContext httpContext)`,
  },
  {
    name: 'Rust',
    language: 'rust',
    type: 'panic',
    message: 'index out of bounds: the len is 3 but the index is 99',
    culprit: 'src/main.rs',
    lines: `thread 'main' panicked at src/main.rs:4:5:
index out of bounds: the len is 3 but the index is 99
note: run with \`RUST_BACKTRACE=1\` environment variable to display a backtrace`,
  },
  {
    name: 'Rust with its backtrace',
    language: 'rust',
    type: 'panic',
    message: 'called `Option::unwrap()` on a `None` value',
    culprit: 'shop::basket::total (src/basket.rs)',
    lines: `thread 'tokio-runtime-worker' panicked at src/basket.rs:20:14:
called \`Option::unwrap()\` on a \`None\` value
stack backtrace:
   0: rust_begin_unwind
             at /rustc/9fc6b43126469e3858e2fe86cafb4f0fd5068869/library/std/src/panicking.rs:665:5
   1: core::panicking::panic_fmt
             at /rustc/9fc6b43126469e3858e2fe86cafb4f0fd5068869/library/core/src/panicking.rs:76:14
   2: shop::basket::total
             at ./src/basket.rs:20:14
   3: shop::main
             at ./src/main.rs:8:5`,
  },
  {
    name: 'Elixir',
    language: 'elixir',
    type: 'RuntimeError',
    message: 'no basket',
    culprit: 'Shop.Basket.total/1 (lib/shop/basket.ex)',
    lines: `10:00:00.123 [error] GenServer Shop.Basket terminating
** (RuntimeError) no basket
    (shop 0.1.0) lib/shop/basket.ex:12: Shop.Basket.total/1
    (stdlib 6.1) gen_server.erl:2345: :gen_server.try_handle_call/4
Last message (from #PID<0.312.0>): :total`,
  },
  {
    name: 'nginx',
    language: 'other',
    type: '',
    message: 'open() "/usr/share/nginx/html/favicon.ico" failed (2: No such file or directory), client: 172.17.0.1',
    culprit: null,
    lines: `2026/11/22 10:00:00 [error] 29#29: *1 open() "/usr/share/nginx/html/favicon.ico" failed (2: No such file or directory), client: 172.17.0.1`,
  },
  {
    name: 'a JSON line without a stack',
    language: 'other',
    type: '',
    message: 'could not send mail: mailbox full',
    culprit: null,
    lines: `{"severity":"ERROR","message":"could not send mail","error":"mailbox full","to":"ada@example.com"}`,
  },
];
