"""Invented names in several scripts: given names are common, family names made up or joined by chance."""

from random import Random

# How often, given names, first and last halves of family names, and whether the family name comes first.
Kind = tuple[int, tuple[str, ...], tuple[str, ...], tuple[str, ...], bool]


def _kind(weight: int, given: str, first: str, last: str, family_first: bool = False) -> Kind:
    return weight, tuple(given.split()), tuple(first.split()), tuple(last.split()), family_first


KINDS: tuple[Kind, ...] = (
    _kind(46, "Ada Alvin Beth Boris Carla Cyrus Dana Dexter Edna Elliot Faye Felix Greta Gordon Hazel Hugo Ida Irving "
          "June Jasper Kay Kelvin Lena Lloyd Mabel Milo Nell Norris Opal Oscar Pearl Perry Ruth Roland Sadie Stanley "
          "Thea Tobias Una Victor Wanda Wendell Yvonne Zane",
          "Ash Brindle Cinder Dapple Ember Fallow Glimmer Hollow Ink Juniper Kettle Larch Meadow Nettle Otter Pebble "
          "Quill Rowan Saddle Thistle Umber Velvet Willow Yarrow",
          "ford mere wick holt well by ridge stead shaw brook croft worth"),
    _kind(20, "Abril Benito Camila Darío Estela Fermín Graciela Hernán Inés Joaquín Lucía Mateo Nélida Óscar Pilar "
          "Ramón Socorro Tomás Úrsula Víctor Ximena Zoé",
          "Ejemplo Muestra Ficción Prueba Invento Supuesto", "-Nuñez -Peñaloza -Ibáñez -Zárate -Güell -Ávila"),
    _kind(6, "An Bảo Châu Dũng Giang Hạnh Khánh Linh Mai Ngọc Phúc Quỳnh Thảo Uyên Xuân Yến",
          "Nguyễn Trần Lê Phạm Huỳnh Võ Đặng Bùi", " -Mẫu", True),
    _kind(6, "Андрій Богдана Василь Галина Дмитро Євгенія Зоряна Іван Катерина Любов Микола Ніна Оксана Павло "
          "Роман Софія Тарас Юлія",
          "Вигаданен Прикладен Зразкен Умовен", "ко чук ський енко"),
    _kind(4, "민준 서연 도윤 하은 지호 수아 예준 지유 시우 다은", "견본 가상 예시 보기", " 한 림", True),
    _kind(4, "伟 芳 娜 敏 静 磊 洋 艳 勇 杰", "样 例 虚 拟", "  ", True),
    _kind(3, "ليلى سامي نور كريم هدى ياسر منى طارق سلمى رامي", "المثال النموذج الخيال", "ي اني"),
    _kind(3, "ሰላም አበበ ሄለን ዳዊት ማርታ ዮሐንስ ሳራ ተስፋ", "ምሳሌ ናሙና", " ው"),
    _kind(3, "ਅਮਰ ਗੁਰਪ੍ਰੀਤ ਹਰਜੀਤ ਜਸਲੀਨ ਮਨਦੀਪ ਸਿਮਰਨ", "ਨਮੂਨਾ ਮਿਸਾਲ", " ਵਾਲ"),
    _kind(3, "Abdi Ayaan Cawo Faadumo Hodan Ismaaciil Khadra Liibaan Nimco Sahra", "Tusaale Male Qiyaas", "ow eh"),
    _kind(2, "さくら はると ゆい そうた ひなた みお", "見本 仮名 例示", " 田", True),
)  # fmt: skip
_WEIGHTS = tuple(kind[0] for kind in KINDS)


def name(dice: Random) -> str:
    """One invented full name, in one script."""
    _, given, first, last, family_first = dice.choices(KINDS, _WEIGHTS)[0]
    family = dice.choice(first) + (dice.choice(last) if last else "")
    own = dice.choice(given)
    return f"{family} {own}" if family_first else f"{own} {family}"
