"""Names of people and of their companies, each with the letters that an e-mail address takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is written, and in plain letters."""

    written: str
    plain: str


def _names(text: str) -> tuple[Name, ...]:
    """Read `written=plain` words; what has no second part is plain already."""
    pairs = (word.partition("=") for word in text.split())
    return tuple(Name(first.replace("_", " "), second or first.lower()) for first, _, second in pairs)


GIVEN: Mapping[str, tuple[Name, ...]] = {
    "latin": _names("Ada Ben Cora Dan Eve Finn Grace Hugo Ivy Jack Kate Leo Mia Noah Paul Rose Sam Tess"),
    "spanish": _names("José=jose María=maria Íñigo=inigo Lucía=lucia João=joao Inês=ines Ana Raúl=raul"),
    "french": _names("Zoé=zoe Élodie=elodie François=francois Jean-Noël=jean-noel Loïc=loic Anaïs=anais Luc"),
    "german": _names("Jürgen=juergen Käthe=kaethe Björn=bjoern Anke Uwe Gül=guel Sören=soeren Ute"),
    "polish": _names("Łukasz=lukasz Małgorzata=malgorzata Zdzisław=zdzislaw Ewa Żaneta=zaneta Jan"),
    "greek": _names("Νίκος=nikos Ελένη=eleni Γιώργος=giorgos Μαρία=maria Κώστας=kostas"),
    "cyrillic": _names("Иван=ivan Мария=maria Георги=georgi Цветана=tsvetana Борис=boris"),
    "hebrew": _names("דוד=david שרה=sara נועם=noam תמר=tamar יוסף=yosef"),
    "arabic": _names("محمد=mohammed فاطمة=fatima عبد_الله=abdullah ليلى=layla خالد=khalid"),
    "devanagari": _names("आरव=aarav दीया=diya रोहन=rohan प्रिया=priya अनिल=anil"),
    "thai": _names("สมชาย=somchai มาลี=malee กิตติ=kitti อรุณ=arun"),
    "kana": _names("さくら=sakura はると=haruto ユイ=yui 健太=kenta 美咲=misaki"),
    "hangul": _names("민준=minjun 서연=seoyeon 지우=jiwoo 하준=hajun"),
    "han": _names("伟=wei 芳=fang 静=jing 磊=lei 晓明=xiaoming"),
}
FAMILY: Mapping[str, tuple[Name, ...]] = {
    "latin": _names("Baker Carter Dean Ellis Ford O'Neil=oneil Gray Hill Irwin Lane Moore Nash Price Reed"),
    "spanish": _names("García=garcia Núñez=nunez Peña=pena Araújo=araujo da_Silva=dasilva Ibáñez=ibanez"),
    "french": _names("Lefèvre=lefevre Bérubé=berube Côté=cote Gagné=gagne D'Amours=damours"),
    "german": _names("Müller=mueller Groß=gross Schröder=schroeder von_der_Heide=vonderheide Çelik=celik"),
    "polish": _names("Wójcik=wojcik Kowalczyk Dąbrowski=dabrowski Żółtowski=zoltowski"),
    "greek": _names("Παπαδόπουλος=papadopoulos Γεωργίου=georgiou Νικολάου=nikolaou"),
    "cyrillic": _names("Иванов=ivanov Димитрова=dimitrova Петров=petrov Щерев=shterev"),
    "hebrew": _names("כהן=cohen לוי=levi בן-דוד=ben-david"),
    "arabic": _names("الأحمد=alahmad النجار=alnajjar حسن=hassan القحطاني=alqahtani"),
    "devanagari": _names("शर्मा=sharma पटेल=patel गुप्ता=gupta सिंह=singh"),
    "thai": _names("ใจดี=jaidee ศรีสุข=srisuk ทองคำ=thongkham"),
    "kana": _names("佐藤=sato 鈴木=suzuki 髙橋=takahashi 田中=tanaka"),
    "hangul": _names("김=kim 이=lee 박=park 최=choi"),
    "han": _names("王=wang 李=li 张=zhang 欧阳=ouyang"),
}
FIRMS = _names(
    "Dental Legal Bakery Logistics Optics Motors Clinic Studio Travel Garden Foods Print Design Labs"
    " Elektro=elektro Café=cafe Apotheke=apotheke Panadería=panaderia 工業=kogyo 무역=trading Строй=stroy"
)
WORDS = _names(
    "North South Harbor River Summit Cedar Maple Granite Blue Silver Prairie Coast Étoile=etoile Grün=gruen"
    " Ñandú=nandu Łódź=lodz Ωμέγα=omega 桜=sakura 한빛=hanbit Солнце=solntse النور=alnoor שמש=shemesh"
)


def person(chance: random.Random, script: str) -> tuple[Name, Name]:
    """Give a given name and a family name; one in ten people comes from somewhere else."""
    own = script if chance.random() < 0.9 else chance.choice(sorted(GIVEN))  # noqa: PLR2004 - nine in ten
    return chance.choice(GIVEN[own]), chance.choice(FAMILY[own])


def firm(chance: random.Random) -> Name:
    """Give the name of a company."""
    word, trade = chance.choice(WORDS), chance.choice(FIRMS)
    return Name(f"{word.written} {trade.written}", f"{word.plain}-{trade.plain}")
