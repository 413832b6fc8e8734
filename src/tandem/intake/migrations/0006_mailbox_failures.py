
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('intake', '0005_health'),
    ]

    operations = [
        migrations.AddField(
            model_name='mailboxplace',
            name='failed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='mailboxplace',
            name='failure_en',
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name='mailboxplace',
            name='failure_ru',
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AlterField(
            model_name='mailboxplace',
            name='looked_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name='mailboxplace',
            name='uid',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name='mailboxplace',
            name='validity',
            field=models.BigIntegerField(null=True),
        ),
    ]
