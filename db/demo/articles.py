"""The knowledge base: every article in both languages, the company's own read more often."""
from datetime import timedelta

from db.demo import articles_en, articles_zh
from db.demo.world import World

LANGUAGES = {"en": articles_en.ARTICLES, "zh_Hans": articles_zh.ARTICLES}


def articles(world: World) -> None:
    """Articles of the service agents, with how often they were read and found helpful."""
    products = [row["id"] for row in world.rows["product"]]
    agents = [row["id"] for row in world.rows["app_user"] if row["role_id"] == world.roles["service_agent"]]
    for locale, known in LANGUAGES.items():
        own = world.setting.locale.startswith("zh") == locale.startswith("zh")
        for number, public, state, title, text in known:
            written = world.now - timedelta(days=world.rng.randint(120, 600))
            views = world.rng.randint(60, 400) if own else world.rng.randint(5, 60)
            voices = 0 if state == "draft" else world.rng.randint(views // 12, views // 5)
            helpful = round(voices * world.rng.uniform(0.62, 0.95))
            world.add(
                "article", title=title, text=text, state=state, public=public, locale=locale,
                product_id=products[number - 1] if number else None, author_id=world.rng.choice(agents),
                views=0 if state == "draft" else views, helpful=helpful, unhelpful=voices - helpful,
                used=0 if state == "draft" else world.rng.randint(views // 15, views // 6), created_at=written,
                updated_at=min(world.now, written + timedelta(days=world.rng.randint(0, 90))), deleted_at=None, import_id=None, version=1,
            )
