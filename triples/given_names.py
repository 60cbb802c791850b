"""Given names that one person bears in several languages, and that no rule of spelling joins."""

from .spellings import blunt, keys

# Each line is one name; what spelling alone brings together is not repeated.
_NAMES = """
Иосиф Joseph Josef Осип Йосип Յովսեփ იოსებ
Лев Leo Leon
Николай Nicholas Nikolas Nicolas Микола Mykola
Александр Alexander Олександр Oleksandr Alexandre Aleksander
Александра Alexandra Олександра
Алексей Alexis Alexius Олексій Oleksiy
Михаил Michael Mikhael Михайло Mykhailo Michel Michail
Пётр Peter Петро Petro Pierre Piotr
Павел Paul Павло Pavlo Paweł
Иван John Іван Johann Johannes Jan Jean
Георгий George Georg Юрий Юрій Yuri Егор Григор
Сергей Serge Sergius Сергій Serhiy Serhii Serho Сергеј
Андрей Andrew Andreas Андрій Andriy André Andrzej
Григорий Gregory Gregor Григорій Hryhoriy Hryhorii Grzegorz
Василий Basil Vasil Василь Vasyl
Евгений Eugene Eugen Євген Yevhen Evgeny
Фёдор Theodore Theodor Федір Fedir Teodor
Дмитрий Demetrius Dmitri Дмитро Dmytro
Владимир Vladimir Володимир Volodymyr Wladimir Uladzimir
Яков Jacob Jakob Яків Yakiv Jēkabs Jakovas Jacques
Вениамин Benjamin Веніямін
Константин Constantine Костянтин Kostiantyn Konstanty
Екатерина Catherine Katharina Катерина Kateryna
Елена Helen Helena Олена Olena
Анна Anne Hanna Ганна Anna
Ольга Olga Olha
Мария Mary Marie Марія
Наталья Nathalie Natalia Наталія
Исаак Isaac Isaak Ицик Itzik
Христиан Christian Кръстю
Генрих Henry Heinrich Henrich Енох
Карл Charles Karl Carl
Лаврентий Lawrence Laurentius Laurence
Август August Augustus Avgust
Степан Stephen Stefan Stephan Стефан
Станислав Stanislaus Stanisław
Ян Jan Jānis Yan
Роберт Robert Roberts
Самуил Samuel Шмуэль
Моисей Moses Моше Мовсес
Давид David Dovid
Филипп Philip Philippe
Максим Maxim Maksym
"""

GROUPS: dict[str, int] = {}
"""The key of each form, lowered, with the number of its name."""

for _number, _line in enumerate(_NAMES.split("\n")):
    for _form in _line.split():
        for _key in keys(_form.lower())[:1]:
            GROUPS.setdefault(blunt(_key), _number)
