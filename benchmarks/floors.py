"""What the reports ask of orders and customers, each as one DuckDB statement over plain tables (see benchmarks.reports)."""

_CUSTOMERS = """
    SELECT lifecycle AS a, count(*) AS n, count(phone) + count(email) + count(address) + count(region) + count(industry) + count(source)
        + count(grade) + count(owner_id) AS m FROM customer GROUP BY 1"""
_SPENT = """
    period AS (SELECT *, ordered_on >= date_trunc('year', $today) AS now FROM sale
        WHERE ordered_on BETWEEN date_trunc('year', $today) - INTERVAL 1 YEAR AND $today),
    per AS MATERIALIZED (SELECT customer_id AS id, coalesce(sum(revenue) FILTER (now), 0) AS r, coalesce(sum(margin) FILTER (now), 0) AS m,
        coalesce(sum(revenue) FILTER (NOT now), 0) AS b, count(*) FILTER (now) AS n FROM period GROUP BY 1)"""

FLOORS = {
    "executive": f"""
        {_CUSTOMERS}
        UNION ALL BY NAME SELECT date_trunc('month', ordered_on)::VARCHAR AS a, sum(revenue) AS n, sum(margin) AS m FROM sale
            WHERE ordered_on > $today - INTERVAL 13 MONTH GROUP BY 1
        UNION ALL BY NAME SELECT c.team_id::VARCHAR AS a, count(*) AS n, sum(k.at_risk) AS m FROM churn_case k JOIN customer c ON c.id = k.customer_id
            WHERE k.state IN ('warned', 'deferred') GROUP BY 1""",
    "sales": """
        WITH period AS (SELECT *, ordered_on >= date_trunc('year', $today) AS now FROM sale
            WHERE ordered_on BETWEEN date_trunc('year', $today) - INTERVAL 1 YEAR AND $today)
        SELECT now, a, sum(r) AS r, sum(m) AS m, sum(n) AS n, count(customer_id) AS b FROM (
            SELECT now, month(ordered_on) AS a, customer_id, sum(revenue) AS r, sum(margin) AS m, count(*) FILTER (NOT is_return) AS n FROM period GROUP BY 1, 2, 3)
            GROUP BY 1, 2
        UNION ALL BY NAME SELECT now, sum(r) AS r, sum(m) AS m, sum(n) AS n, count(customer_id) AS b FROM (
            SELECT now, customer_id, sum(revenue) AS r, sum(margin) AS m, count(*) FILTER (NOT is_return) AS n FROM period GROUP BY 1, 2) GROUP BY 1""",
    "contribution": f"""
        WITH {_SPENT}
        SELECT coalesce(grade, industry, region, kind) AS a, sum(r) AS r, sum(m) AS m, sum(b) AS b, count(*) FILTER (n > 0) AS n
            FROM per LEFT JOIN customer USING (id) GROUP BY GROUPING SETS ((grade), (industry), (region), (kind), ())
        UNION ALL BY NAME SELECT owner_id::VARCHAR AS a, sum(revenue) AS r, sum(margin) AS m, count(DISTINCT customer_id) AS n FROM period GROUP BY 1
        UNION ALL BY NAME SELECT category AS a, sum(l.revenue) AS r, sum(l.margin) AS m, count(DISTINCT customer_id) FILTER (now) AS n
            FROM period s JOIN line l USING (order_id) LEFT JOIN product p ON p.id = l.product_id GROUP BY 1
        UNION ALL BY NAME (SELECT id::VARCHAR AS a, r, m, b, n FROM per ORDER BY r DESC LIMIT 100)
        UNION ALL BY NAME SELECT step::VARCHAR AS a, max(share) AS r FROM (SELECT ceil(row_number() OVER best * 20 / count(*) OVER ()) AS step,
            sum(r) OVER (best ROWS UNBOUNDED PRECEDING) / sum(r) OVER () AS share FROM per WHERE r > 0 WINDOW best AS (ORDER BY r DESC)) GROUP BY 1
        UNION ALL BY NAME SELECT step::VARCHAR AS a, max(share) AS m FROM (SELECT ceil(row_number() OVER best * 20 / count(*) OVER ()) AS step,
            sum(m) OVER (best ROWS UNBOUNDED PRECEDING) / sum(m) OVER () AS share FROM per WHERE m > 0 WINDOW best AS (ORDER BY m DESC)) GROUP BY 1
        UNION ALL BY NAME SELECT CASE WHEN b = 0 THEN 'new' WHEN r = 0 THEN 'gone' WHEN r > b THEN 'more' ELSE 'less' END AS a, count(*) AS n,
            sum(r - b) AS r FROM per GROUP BY 1""",
    "composition": f"""
        {_CUSTOMERS}
        UNION ALL BY NAME SELECT coalesce(grade, industry, region, source, kind) AS a, count(*) AS n FROM customer
            GROUP BY GROUPING SETS ((grade), (industry), (region), (source), (kind))
        UNION ALL BY NAME SELECT segment AS a, count(*) AS n FROM customer_value GROUP BY 1
        UNION ALL BY NAME SELECT date_trunc('month', created_at::TIMESTAMP)::VARCHAR AS a, count(*) AS n FROM customer GROUP BY 1""",
    "churn": """
        WITH span AS MATERIALIZED (SELECT *, least(next, day + 90) AS until, CASE WHEN next > day + 90 AND day + 90 <= $today THEN day + 90 END AS lost_on FROM (
            SELECT customer_id, ordered_on AS day, coalesce(lead(ordered_on) OVER days, DATE '9999-01-01') AS next, min(ordered_on) OVER days AS first
            FROM sale WHERE revenue > 0 AND NOT is_return WINDOW days AS (PARTITION BY customer_id ORDER BY ordered_on)) WHERE next > day),
        opened AS (SELECT k.*, c.team_id, silent_ratio FROM churn_case k JOIN customer c ON c.id = k.customer_id LEFT JOIN customer_value USING (customer_id)
            WHERE k.state IN ('warned', 'deferred'))
        SELECT date_trunc('month', day)::VARCHAR AS a, count(*) AS n FROM span GROUP BY 1
        UNION ALL BY NAME SELECT date_trunc('month', until)::VARCHAR AS a, count(*) AS n, count(lost_on) AS m FROM span GROUP BY 1
        UNION ALL BY NAME SELECT date_trunc('quarter', first)::VARCHAR AS a, datediff('quarter', first, day) AS b, count(*) AS n FROM span
            WHERE date_trunc('quarter', next) > date_trunc('quarter', day) GROUP BY 1, 2
        UNION ALL BY NAME SELECT grade AS a, (ended - first) // 30 AS b, count(*) AS n FROM (
            SELECT customer_id, min(first) AS first, coalesce(min(lost_on), $today) AS ended FROM span GROUP BY 1) t JOIN customer c ON c.id = t.customer_id GROUP BY 1, 2
        UNION ALL BY NAME SELECT team_id::VARCHAR AS a, count(*) AS n, sum(at_risk) AS m, count(*) FILTER (silent_ratio >= 2) AS b FROM opened GROUP BY 1
        UNION ALL BY NAME SELECT 'holders' AS a, count(*) FILTER (above < total * 2 / 3) AS n FROM (SELECT sum(at_risk) OVER (ORDER BY at_risk DESC, id) AS above,
            sum(at_risk) OVER () AS total FROM opened)""",
    "value": """
        WITH days AS MATERIALIZED (SELECT customer_id AS id, ordered_on AS day, min(ordered_on) OVER each AS first, ordered_on - lag(ordered_on) OVER each AS gap
            FROM sale WHERE NOT is_return WINDOW each AS (PARTITION BY customer_id ORDER BY ordered_on)),
        rhythm AS (SELECT id, min(day) AS first, max(day) AS last, median(gap) FILTER (gap > 0) AS cycle FROM days GROUP BY 1),
        spent AS (SELECT customer_id AS id, sum(revenue) AS r, sum(margin) AS m, count(*) AS n FROM sale GROUP BY 1),
        buyer AS MATERIALIZED (SELECT *, ntile(5) OVER (ORDER BY last) AS rs, ntile(5) OVER (ORDER BY n) AS fs, ntile(5) OVER (ORDER BY r) AS ms,
            $today - last AS silent FROM spent JOIN rhythm USING (id)),
        year AS (SELECT customer_id AS id, sum(revenue) AS y FROM sale WHERE ordered_on > $today - 365 GROUP BY 1 HAVING sum(revenue) > 0),
        peer AS (SELECT industry, quantile_disc(y, 0.75) AS upper FROM year JOIN customer USING (id) GROUP BY 1)
        SELECT rs::VARCHAR AS a, fs::VARCHAR AS b, count(*) AS n, sum(r) AS r FROM buyer GROUP BY 1, 2
        UNION ALL BY NAME SELECT rs::VARCHAR AS a, (fs + ms)::VARCHAR AS b, count(*) AS n, sum(r) AS r FROM buyer GROUP BY 1, 2
        UNION ALL BY NAME SELECT (silent // 30)::VARCHAR AS a, count(*) AS n, sum(r) AS r FROM buyer GROUP BY 1
        UNION ALL BY NAME SELECT (cycle // 30)::VARCHAR AS a, count(*) AS n, sum(r) AS r FROM buyer GROUP BY 1
        UNION ALL BY NAME SELECT (silent // cycle)::VARCHAR AS a, count(*) AS n, sum(r) AS r FROM buyer WHERE cycle > 0 GROUP BY 1
        UNION ALL BY NAME SELECT date_trunc('quarter', first)::VARCHAR AS a, count(*) AS n, sum(r) AS r FROM buyer GROUP BY 1
        UNION ALL BY NAME SELECT step::VARCHAR AS a, max(share) AS r FROM (SELECT ceil(row_number() OVER best * 20 / count(*) OVER ()) AS step,
            sum(r) OVER (best ROWS UNBOUNDED PRECEDING) / sum(r) OVER () AS share FROM buyer WINDOW best AS (ORDER BY r DESC, id)) GROUP BY 1
        UNION ALL BY NAME SELECT step::VARCHAR AS a, max(share) AS r FROM (SELECT ceil(row_number() OVER best * 20 / count(*) OVER ()) AS step,
            sum(m) OVER (best ROWS UNBOUNDED PRECEDING) / sum(m) OVER () AS share FROM buyer WINDOW best AS (ORDER BY m DESC, id)) GROUP BY 1
        UNION ALL BY NAME SELECT date_trunc('quarter', first)::VARCHAR AS a, datediff('quarter', first, day)::VARCHAR AS b, count(DISTINCT id) AS n FROM days
            WHERE first >= $today - INTERVAL 3 YEAR GROUP BY 1, 2
        UNION ALL BY NAME SELECT c.industry AS a, count(*) AS n, sum(upper - y) AS r FROM year y JOIN customer c USING (id) JOIN peer p USING (industry)
            WHERE upper > y GROUP BY 1""",
    "demand": f"""
        WITH {_SPENT},
        bought AS (SELECT l.product_id, s.customer_id, s.ordered_on FROM sale s JOIN line l USING (order_id)
            WHERE NOT s.is_return AND l.quantity > 0 AND s.ordered_on >= $today - INTERVAL 2 YEAR),
        gap AS (SELECT product_id, customer_id, ordered_on - lag(ordered_on) OVER (PARTITION BY product_id, customer_id ORDER BY ordered_on) AS gap
            FROM bought SEMI JOIN (SELECT product_id, customer_id FROM bought GROUP BY ALL HAVING count(*) > 2) USING (product_id, customer_id))
        SELECT l.product_id AS a, c.region AS b, sum(l.revenue) FILTER (now) AS r, sum(l.revenue) FILTER (NOT now) AS m, sum(l.quantity) FILTER (now) AS n
            FROM period s JOIN line l USING (order_id) LEFT JOIN customer c ON c.id = s.customer_id GROUP BY 1, 2
        UNION ALL BY NAME SELECT product_id AS a, count(*) AS n, median(gap) AS r FROM gap WHERE gap > 1 GROUP BY 1""",
}  # fmt: skip
